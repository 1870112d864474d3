ledger_test(ledger_domain_property_test
  LABEL property
  SOURCES checksum_laws.cpp envelope_laws.cpp fold_laws.cpp scope_laws.cpp
    ../support/memory_state.cpp ../support/random_events.cpp ../support/samples.cpp
  LINKS ledger::callers ledger::log ZLIB::ZLIB)
