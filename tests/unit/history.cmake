# The judges of histories, on histories made by hand.
ledger_test(ledger_history_unit_test
  LABEL unit
  SOURCES history_facts.cpp history_linearization.cpp
  LINKS ledger::histories)
