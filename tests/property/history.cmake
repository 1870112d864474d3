ledger_test(ledger_history_property_test
  LABEL property
  SOURCES history_laws.cpp ../support/falsified_history.cpp
    ../support/simulated_history.cpp
  LINKS ledger::histories)
