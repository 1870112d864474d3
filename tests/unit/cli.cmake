ledger_test(ledger_cli_unit_test
  LABEL unit
  SOURCES cli_duration.cpp cli_event_row.cpp cli_refusal_text.cpp
    cli_relative_time.cpp
    cli_server_address.cpp cli_table.cpp cli_token_card.cpp
  LINKS ledger::cli)
