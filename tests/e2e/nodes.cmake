# Several nodes of one ledger on a real Kafka, each the real binary as a process.
ledger_test(ledger_nodes_test KAFKA
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_fixture.cpp nodes_freshness_test.cpp nodes_init_test.cpp
    nodes_races_test.cpp nodes_rules_test.cpp nodes_session_test.cpp nodes_state_test.cpp
    nodes_test.cpp
  LINKS ledger::kafka_ledger ledger::log ledger::projections)

ledger_test(ledger_nodes_follow_test KAFKA
  LABEL e2e
  SOURCES nodes_fixture.cpp nodes_follow_test.cpp
  LINKS ledger::kafka_ledger)

# The program as it will be once there are other rules: what the test's own set makes of it.
get_target_property(program_sources tokenledger SOURCES)
list(TRANSFORM program_sources PREPEND ${PROJECT_SOURCE_DIR}/services/tokenledger/)
add_executable(next_tokenledger ${program_sources} ../support/next_rules.cpp)
ledger_ahead(next_tokenledger http)
target_link_libraries(next_tokenledger PRIVATE ledger::service ledger::audit ledger::cli
  CLI11::CLI11)
target_compile_definitions(next_tokenledger PRIVATE TOKENLEDGER_VERSION="next")
add_dependencies(ledger_nodes_test next_tokenledger)
target_compile_definitions(ledger_nodes_test PRIVATE
  NEXT_TOKENLEDGER="$<TARGET_FILE:next_tokenledger>")

# On a broker of their own.
ledger_test(ledger_nodes_broker_test
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_broker_test.cpp nodes_fixture.cpp
  LINKS ledger::kafka_ledger ledger::tcp_fault_proxy)
ledger_test(ledger_nodes_broker_fault_test LONG
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_broker_fault_test.cpp nodes_fixture.cpp
  LINKS ledger::kafka_ledger ledger::tcp_fault_proxy)

add_library(ledger_nodes_history STATIC nodes_fixture.cpp nodes_history.cpp)
ledger_ahead(ledger_nodes_history test)
target_link_libraries(ledger_nodes_history PUBLIC ledger::kafka_ledger ledger::histories)
ledger_test(ledger_nodes_linearizability_test KAFKA
  LABEL e2e
  SOURCES nodes_linearizability_test.cpp
  LINKS ledger_nodes_history)
ledger_test(ledger_nodes_linearizability_fault_test KAFKA LONG
  LABEL e2e
  SOURCES nodes_linearizability_fault_test.cpp
  LINKS ledger_nodes_history)
