# The HTTP API's document, executed against the whole service.
ledger_test(ledger_document_test
  LABEL e2e
  SOURCES http_api_document_test.cpp ../support/document_examples.cpp ../support/document_names.cpp
    ../support/document_story.cpp ../support/shown_json.cpp
  LINKS ledger::scripted)
target_compile_definitions(ledger_document_test PRIVATE LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
