# The harness itself: a real broker, the shared one, several that are killed, a proxy that fails.
ledger_test(ledger_kafka_harness_test KAFKA
  LABEL fault
  SOURCES kafka_broker_test.cpp shared_kafka_test.cpp)
ledger_test(ledger_kafka_cluster_test LONG
  LABEL fault
  SOURCES kafka_cluster_test.cpp
  LINKS ledger::kafka_support)
ledger_test(ledger_tcp_fault_proxy_test
  LABEL fault
  SOURCES tcp_fault_proxy_test.cpp loopback_peer.cpp
  LINKS ledger::tcp_fault_proxy)
# A KafkaLog and what stands on it, on librdkafka's mock cluster.
ledger_test(ledger_kafka_mock_fault_test
  LABEL fault
  SOURCES kafka_producer_test.cpp kafka_reading_test.cpp
    ../support/kafka_fold.cpp ../support/mock_kafka.cpp
  LINKS ledger::kafka ledger::projections)
# What stands in the topic, on a real broker.
ledger_test(ledger_kafka_topic_test KAFKA
  LABEL fault
  SOURCES kafka_topic_test.cpp ../support/kafka_fold.cpp ../support/kafka_mischief.cpp
  LINKS ledger::kafka ledger::projections)
# The way to a real broker. One test to CTest, so that all of the suite have one broker.
add_executable(ledger_kafka_network_test kafka_network_test.cpp ../support/kafka_fold.cpp
  ../support/kafka_load.cpp)
ledger_ahead(ledger_kafka_network_test test)
target_link_libraries(ledger_kafka_network_test PRIVATE ledger_build ledger::kafka
  ledger::projections ledger::kafka_support ledger::tcp_fault_proxy GTest::gmock_main)
add_test(NAME KafkaNetwork COMMAND ledger_kafka_network_test)
set_tests_properties(KafkaNetwork PROPERTIES LABELS fault TIMEOUT 300
  SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
# The real binary without its broker. One test to CTest, for the same reason; the rest is long.
add_executable(ledger_kafka_service_test kafka_service_test.cpp)
ledger_ahead(ledger_kafka_service_test test)
target_link_libraries(ledger_kafka_service_test PRIVATE ledger_build ledger::kafka_ledger
  GTest::gmock_main)
set(quick "KafkaService.FailsClosed*:KafkaService.EndsInTimeThoughItsBrokerHangs")
add_test(NAME KafkaService COMMAND ledger_kafka_service_test "--gtest_filter=${quick}")
add_test(NAME KafkaServiceLong COMMAND ledger_kafka_service_test "--gtest_filter=-${quick}")
set_tests_properties(KafkaService PROPERTIES LABELS fault)
set_tests_properties(KafkaServiceLong PROPERTIES LABELS fault-long)
set_tests_properties(KafkaService KafkaServiceLong PROPERTIES TIMEOUT 300
  SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
# Brokers and nodes killed under load.
ledger_test(ledger_kafka_leaders_test LONG
  LABEL fault
  SOURCES kafka_leaders_test.cpp ../support/kafka_fold.cpp
    ../support/kafka_load.cpp
  LINKS ledger::histories ledger::kafka ledger::projections ledger::kafka_ledger)
