ledger_test(ledger_history_property_test
  LABEL property
  SOURCES history_laws.cpp ../support/dice.cpp ../support/falsified_history.cpp
    ../support/history.cpp ../support/ledger_facts.cpp ../support/linearization.cpp
    ../support/simulated_history.cpp ../support/token_course.cpp ../support/token_machine.cpp)
