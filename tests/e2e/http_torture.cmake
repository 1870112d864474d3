ledger_test(ledger_http_torture_test
  LABEL e2e
  SOURCES http_torture_buffer_test.cpp http_torture_test.cpp http_torture_connection_test.cpp
    http_torture_limit_test.cpp http_listener_test.cpp http_stream_test.cpp http_tls_test.cpp
    ../support/authority.cpp ../support/http_torture_server.cpp ../support/tls_channel.cpp
  LINKS ledger::callers ledger::http)

# The same conversation over the other transports.
foreach(transport IN ITEMS tls unix)
  gtest_discover_tests(ledger_http_torture_test DISCOVERY_TIMEOUT 60
    TEST_PREFIX "${transport}." TEST_FILTER "Http*" TEST_LIST ledger_http_torture_${transport}
    PROPERTIES LABELS e2e TIMEOUT 300 ENVIRONMENT "TOKENLEDGER_TEST_TRANSPORT=${transport}")
endforeach()
