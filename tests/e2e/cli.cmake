# The command line as a process, beside a service inside the test.
ledger_test(ledger_cli_test
  LABEL e2e
  SOURCES cli_change_test.cpp cli_completion_test.cpp cli_fault_test.cpp cli_history_test.cpp
    cli_login_test.cpp cli_lookup_test.cpp cli_request_test.cpp
    cli_terminal_test.cpp cli_tls_test.cpp cli_token_test.cpp cli_verify_test.cpp
    ../support/authority.cpp ../support/faulty_relay.cpp ../support/tls_relay.cpp
  LINKS ledger::scripted OpenSSL::SSL)
target_compile_definitions(ledger_cli_test PRIVATE TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>")
add_dependencies(ledger_cli_test tokenledger)
