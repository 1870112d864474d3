# docs/gateways.md with the gateways themselves. One test to CTest for each gateway, so that all of
# its tests have one. Envoy is what tests/gateways/fetch got, the others are Debian's.
add_executable(ledger_gateways_test gateways_test.cpp gateways_fixture.cpp
  ../support/child_process.cpp ../support/curl.cpp ../support/guarded_api.cpp
  ../support/held_port.cpp ../support/recipe.cpp ../support/web_socket.cpp)
ledger_ahead(ledger_gateways_test test)
target_link_libraries(ledger_gateways_test PRIVATE ledger::callers Boost::headers
  OpenSSL::SSL Threads::Threads GTest::gmock_main)
target_compile_definitions(ledger_gateways_test PRIVATE
  LEDGER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TOKENLEDGER_PROGRAM="$<TARGET_FILE:tokenledger>"
  TOKENLEDGER_ENVOY="${PROJECT_SOURCE_DIR}/build/gateways/envoy/envoy/_bin/envoy")
add_dependencies(ledger_gateways_test tokenledger)
# What a gateway leaves to the ledger's own settings; it needs none.
add_test(NAME Gateways.Rules COMMAND ledger_gateways_test "--gtest_filter=DoorRules.*")
set_tests_properties(Gateways.Rules PROPERTIES LABELS e2e TIMEOUT 300)
foreach(gateway IN ITEMS Nginx Readme Caddy Haproxy Envoy Apache)
  add_test(NAME Gateways.${gateway}
    COMMAND ledger_gateways_test "--gtest_filter=*/${gateway}")
  set_tests_properties(Gateways.${gateway} PROPERTIES LABELS e2e TIMEOUT 300
    SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
endforeach()
