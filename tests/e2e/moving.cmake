# A ledger moves from the embedded log to Kafka.
ledger_test(ledger_moving_test
  LABEL e2e KAFKA
  SOURCES log_copy_test.cpp
  LINKS ledger::scripted ledger::kafka_ledger ledger::service)
target_compile_definitions(ledger_moving_test PRIVATE
  TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_moving_test tokenledger)
