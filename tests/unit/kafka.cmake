ledger_test(ledger_kafka_unit_test
  LABEL unit
  SOURCES kafka_note_limit.cpp kafka_origin.cpp
  LINKS ledger::kafka)
