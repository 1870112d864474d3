ledger_test(ledger_projections_property_test LABEL property
  SOURCES barrier_laws.cpp forgetting_laws.cpp list_order_laws.cpp projections_laws.cpp
    ../support/samples.cpp
  LINKS ledger::callers ledger::projections)
