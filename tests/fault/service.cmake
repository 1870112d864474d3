# The real binary as another process, killed under load.
ledger_test(ledger_service_fault_test
  LABEL fault
  SOURCES service_descriptors_test.cpp service_disk_test.cpp service_kill_test.cpp
    service_load.cpp view_disk_test.cpp
    ../support/api_client.cpp ../support/dice.cpp ../support/exchange_record.cpp
    ../support/http_client.cpp ../support/json.cpp
    ../support/program.cpp
  LINKS ledger::projections simdjson::simdjson)
target_compile_definitions(ledger_service_fault_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_service_fault_test tokenledger)
