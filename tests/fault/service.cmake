# The real binary as another process, killed under load.
ledger_test(ledger_service_fault_test
  LABEL fault
  SOURCES service_descriptors_test.cpp service_disk_test.cpp service_kill_test.cpp
    service_load.cpp view_disk_test.cpp
  LINKS ledger::callers ledger::projections)
target_compile_definitions(ledger_service_fault_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_service_fault_test tokenledger)

# A follower's nodes that fail, played by the test.
ledger_test(ledger_followed_fault_test
  LABEL fault
  SOURCES followed_log_test.cpp ../support/log_server.cpp ../support/scripted_log.cpp
  LINKS ledger::followed)
