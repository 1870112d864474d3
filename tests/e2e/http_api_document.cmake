# The HTTP API's document, executed against the whole service.
ledger_test(ledger_document_test
  LABEL e2e
  SOURCES http_api_document_test.cpp
    ../support/api_client.cpp ../support/document_examples.cpp ../support/document_names.cpp
    ../support/document_story.cpp ../support/exchange_record.cpp
    ../support/http_client.cpp ../support/json.cpp
    ../support/running_service.cpp ../support/shown_json.cpp
  LINKS ledger::service)
target_compile_definitions(ledger_document_test PRIVATE LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
