# The whole service over its API, inside the test; and the real binary as another process.
ledger_test(ledger_service_test
  LABEL e2e
  SOURCES service_accept_test.cpp service_barrier_test.cpp service_body_test.cpp
    service_command_test.cpp service_condition_test.cpp
    service_create_test.cpp service_delegation_test.cpp service_delete_test.cpp
    service_door_test.cpp
    service_expiry_test.cpp service_feed_cache_test.cpp
    service_feed_test.cpp
    service_gateway_test.cpp service_history_test.cpp
    service_idempotency_test.cpp service_identify_test.cpp
    service_last_use_test.cpp service_list_test.cpp service_lost_answer_test.cpp
    service_old_secret_test.cpp
    service_order_test.cpp
    service_owner_test.cpp service_page_test.cpp service_policy_test.cpp service_quota_test.cpp
    service_races_test.cpp
    service_refusals_test.cpp service_regenerate_test.cpp service_rules_test.cpp
    service_session_test.cpp service_session_end_test.cpp service_signals_test.cpp
    service_states_test.cpp service_stats_test.cpp service_stop_test.cpp
    service_update_test.cpp service_verify_test.cpp service_wide_scan_test.cpp
    ../support/event_stream.cpp
  LINKS ledger::scripted)
target_compile_definitions(ledger_service_test PRIVATE FILL_LEDGER="$<TARGET_FILE:fill_ledger>")
add_dependencies(ledger_service_test fill_ledger)

ledger_test(ledger_linearizability_test
  LABEL e2e
  SOURCES service_linearizability_test.cpp ../support/falsified_history.cpp
  LINKS ledger::histories ledger::scripted)

# Compares with what an earlier program left in fixture/.
ledger_test(ledger_upgrade_test
  LABEL e2e
  SOURCES upgrade_test.cpp
  LINKS ledger::callers ledger::service)
target_compile_definitions(ledger_upgrade_test PRIVATE
  TOKENLEDGER_FIXTURE="${CMAKE_CURRENT_SOURCE_DIR}/fixture")

ledger_test(ledger_program_test
  LABEL e2e
  SOURCES backup_test.cpp service_listen_test.cpp service_live_stats_test.cpp
    service_settings_test.cpp
    service_sight_test.cpp service_start_test.cpp
    service_secrecy_test.cpp service_view_test.cpp
    ../support/authority.cpp ../support/held_port.cpp ../support/tls_channel.cpp
  LINKS ledger::callers OpenSSL::SSL)
add_library(early_clock MODULE ../support/early_clock.cpp)
target_link_libraries(early_clock PRIVATE ledger_build)
target_compile_definitions(ledger_program_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>"
  EARLY_CLOCK="$<TARGET_FILE:early_clock>")
add_dependencies(ledger_program_test tokenledger early_clock)

ledger_test(ledger_log_over_http_test
  LABEL e2e
  SOURCES service_log_test.cpp ../support/event_stream.cpp
  LINKS ledger::scripted)

# A node and its follower, each the real binary as a process.
ledger_test(ledger_follow_test
  LABEL e2e
  SOURCES follow_fixture.cpp follow_receipt_test.cpp follow_test.cpp ../support/child_process.cpp
    ../support/held_port.cpp
  LINKS ledger::callers)
target_compile_definitions(ledger_follow_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_follow_test tokenledger)
