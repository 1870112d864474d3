# The whole service over its API, inside the test; and the real binary as another process.
ledger_test(ledger_service_test
  LABEL e2e
  SOURCES service_accept_test.cpp service_barrier_test.cpp service_body_test.cpp
    service_command_test.cpp
    service_create_test.cpp service_delegation_test.cpp service_delete_test.cpp
    service_expiry_test.cpp service_gateway_test.cpp service_history_test.cpp
    service_idempotency_test.cpp
    service_last_use_test.cpp service_list_test.cpp service_lost_answer_test.cpp
    service_old_secret_test.cpp
    service_order_test.cpp
    service_owner_test.cpp service_quota_test.cpp service_races_test.cpp
    service_refusals_test.cpp service_regenerate_test.cpp service_rules_test.cpp
    service_signals_test.cpp
    service_states_test.cpp service_stop_test.cpp
    service_update_test.cpp service_verify_test.cpp
    ../support/api_client.cpp ../support/hasty_log.cpp ../support/http_client.cpp
    ../support/json.cpp
    ../support/running_service.cpp ../support/scripted_log.cpp ../support/scripted_service.cpp
  LINKS ledger::service)

ledger_test(ledger_linearizability_test
  LABEL e2e
  SOURCES service_linearizability_test.cpp
    ../support/api_client.cpp ../support/dice.cpp ../support/falsified_history.cpp
    ../support/hasty_log.cpp ../support/history.cpp ../support/history_client.cpp
    ../support/history_lane.cpp
    ../support/http_client.cpp ../support/json.cpp ../support/ledger_facts.cpp
    ../support/linearization.cpp ../support/recorded_history.cpp
    ../support/running_service.cpp ../support/scripted_log.cpp ../support/scripted_service.cpp
    ../support/token_course.cpp ../support/token_machine.cpp
  LINKS ledger::service)

# Compares with what an earlier program left in fixture/.
ledger_test(ledger_upgrade_test
  LABEL e2e
  SOURCES upgrade_test.cpp ../support/api_client.cpp ../support/http_client.cpp
    ../support/json.cpp ../support/program.cpp
  LINKS ledger::service)
target_compile_definitions(ledger_upgrade_test PRIVATE
  TOKENLEDGER_FIXTURE="${CMAKE_CURRENT_SOURCE_DIR}/fixture")

ledger_test(ledger_program_test
  LABEL e2e
  SOURCES backup_test.cpp service_listen_test.cpp service_settings_test.cpp service_start_test.cpp
    service_secrecy_test.cpp service_view_test.cpp
    ../support/api_client.cpp ../support/authority.cpp ../support/client_program.cpp
    ../support/held_port.cpp ../support/http_client.cpp ../support/json.cpp
    ../support/program.cpp ../support/tls_channel.cpp
  LINKS simdjson::simdjson OpenSSL::SSL)
target_compile_definitions(ledger_program_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_program_test tokenledger)
