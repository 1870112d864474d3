# Several nodes of one ledger on a real Kafka, each the real binary as a process.
ledger_test(ledger_nodes_test KAFKA
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_fixture.cpp nodes_freshness_test.cpp nodes_init_test.cpp
    nodes_races_test.cpp nodes_state_test.cpp nodes_test.cpp
  LINKS ledger::kafka_ledger ledger::log ledger::projections)

# On a broker of their own.
ledger_test(ledger_nodes_broker_test
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_broker_test.cpp nodes_fixture.cpp
  LINKS ledger::kafka_ledger ledger::tcp_fault_proxy)
ledger_test(ledger_nodes_broker_fault_test LONG
  LABEL e2e
  SOURCES nodes_bound.cpp nodes_broker_fault_test.cpp nodes_fixture.cpp
  LINKS ledger::kafka_ledger ledger::tcp_fault_proxy)

add_library(ledger_recorded_history STATIC
  ../support/dice.cpp ../support/history.cpp ../support/history_client.cpp
  ../support/history_lane.cpp ../support/ledger_facts.cpp ../support/linearization.cpp
  ../support/recorded_history.cpp ../support/token_course.cpp ../support/token_machine.cpp
  nodes_fixture.cpp nodes_history.cpp)
ledger_ahead(ledger_recorded_history test)
target_link_libraries(ledger_recorded_history PUBLIC ledger::kafka_ledger ledger::token
  GTest::gmock)
ledger_test(ledger_nodes_linearizability_test KAFKA
  LABEL e2e
  SOURCES nodes_linearizability_test.cpp
  LINKS ledger_recorded_history)
ledger_test(ledger_nodes_linearizability_fault_test KAFKA LONG
  LABEL e2e
  SOURCES nodes_linearizability_fault_test.cpp
  LINKS ledger_recorded_history)
