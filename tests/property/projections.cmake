ledger_test(ledger_projections_property_test LABEL property
  SOURCES projections_laws.cpp
  LINKS ledger::projections)
