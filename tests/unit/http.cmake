ledger_test(ledger_http_unit_test
  LABEL unit
  SOURCES http_conditions.cpp http_json_body.cpp http_media_type.cpp http_origin.cpp
    http_plain_path.cpp
    http_problem.cpp http_request_name.cpp http_response.cpp
    http_router.cpp http_turns.cpp
    http_trusted_peers.cpp http_url.cpp outgoing_url.cpp
  LINKS ledger::http ledger::outgoing)
