ledger_test(ledger_console_unit_test
  LABEL unit
  SOURCES console.cpp
  LINKS ledger::console)
