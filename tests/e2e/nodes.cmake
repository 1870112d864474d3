# Several nodes of one ledger on a real Kafka, each the real binary as a process.
ledger_test(ledger_nodes_test KAFKA
  LABEL e2e
  SOURCES nodes_fixture.cpp nodes_freshness_test.cpp nodes_init_test.cpp nodes_races_test.cpp nodes_state_test.cpp
    nodes_test.cpp
  LINKS ledger::kafka_ledger ledger::log ledger::projections)
