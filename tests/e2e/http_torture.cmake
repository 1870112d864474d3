ledger_test(ledger_http_torture_test
  LABEL e2e
  SOURCES http_torture_buffer_test.cpp http_torture_test.cpp http_torture_connection_test.cpp
    http_torture_limit_test.cpp
    ../support/exchange_record.cpp ../support/http_client.cpp ../support/http_torture_server.cpp
  LINKS ledger::http)
