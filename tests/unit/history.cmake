# The judges of histories, on histories made by hand.
ledger_test(ledger_history_unit_test
  LABEL unit
  SOURCES history_facts.cpp history_linearization.cpp
    ../support/history.cpp ../support/ledger_facts.cpp ../support/linearization.cpp
    ../support/token_course.cpp ../support/token_machine.cpp)
