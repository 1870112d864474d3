ledger_test(ledger_webhooks_unit_test
  LABEL unit
  SOURCES webhooks_lane.cpp webhooks_parts.cpp ../support/samples.cpp
  LINKS ledger::webhooks)
