ledger_test(ledger_projections_unit_test LABEL unit
  SOURCES projections_barriers.cpp projections_keys.cpp projections_rows.cpp
    projections_hot_keeper.cpp projections_hot_set.cpp projections_living_token.cpp
    projections_key_filter.cpp projections_retired_filter.cpp
    projections_view.cpp
    projections_feeds.cpp projections_forgetting.cpp projections_projector.cpp
    projections_store.cpp projections_webhooks.cpp ../support/samples.cpp
  LINKS ledger::projections)

ledger_test(ledger_next_rules_test LABEL unit
  SOURCES projections_next_rules.cpp ../support/next_rules.cpp
  LINKS ledger::projections)
ledger_test(ledger_audit_unit_test
  LABEL unit
  SOURCES audit_moment.cpp
  LINKS ledger::audit)
ledger_test(ledger_exported_unit_test
  LABEL unit
  SOURCES exported_file.cpp
  LINKS ledger::exported)
