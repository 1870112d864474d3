# Webhooks in the service inside the test, whose clock it moves; with receivers: tests/webhooks.
ledger_test(ledger_webhook_service_test
  LABEL e2e
  SOURCES service_webhook_test.cpp ../support/held_port.cpp
  LINKS ledger::scripted)
