# docker-compose.yml and what it mounts, as far as that can be checked without Docker.
ledger_test(ledger_compose_test
  LABEL e2e
  SOURCES compose_test.cpp
  LINKS ledger::callers ledger::runtime)
target_compile_definitions(ledger_compose_test PRIVATE
  LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
  LEDGER_ALERTS_STORY="${CMAKE_CURRENT_SOURCE_DIR}/compose_alerts.yml")

# The same services started by hand.
ledger_test(ledger_compose_by_hand_test
  LABEL e2e
  SOURCES compose_by_hand_test.cpp
  LINKS ledger::kafka_ledger)
target_compile_definitions(ledger_compose_by_hand_test PRIVATE
  LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_compose_by_hand_test tokenledger)
