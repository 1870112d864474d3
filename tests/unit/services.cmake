ledger_test(ledger_services_unit_test
  LABEL unit
  SOURCES services_applied_reports.cpp services_barriers.cpp services_clock_watch.cpp
    services_clocks.cpp
    services_command_headers.cpp
    services_command_runner.cpp services_descriptors.cpp services_disk_watch.cpp
    services_catalogue_settings.cpp services_door_settings.cpp services_entity_tag.cpp
    services_failed_credentials.cpp services_feed_tail.cpp
    services_kafka_settings.cpp services_last_use.cpp
    services_listen_settings.cpp services_listing.cpp services_log_sink.cpp
    services_position_gate.cpp services_quota_settings.cpp services_quotas.cpp
    services_recent_numbers.cpp services_retired_signals.cpp services_scan_pool.cpp
    services_secret_memory.cpp services_session_check.cpp services_settings.cpp
    services_signals.cpp
    services_thread_counts.cpp
    ../support/scripted_log.cpp
  LINKS ledger::callers ledger::feeds ledger::issuance ledger::signals)
