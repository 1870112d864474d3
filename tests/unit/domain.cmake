ledger_test(ledger_domain_unit_test
  LABEL unit
  SOURCES log_barrier.cpp log_golden.cpp log_json_writer.cpp log_malformed.cpp log_proofs.cpp
    log_record_line.cpp log_record_names.cpp
    token_decide_change.cpp
    token_decide_create.cpp token_decide_owner.cpp token_decide_session.cpp token_fold.cpp
    token_fold_commands.cpp
    token_fold_sessions.cpp token_fold_signals.cpp token_fold_webhooks.cpp
    token_decide_webhook.cpp
    token_ids.cpp token_name.cpp token_scope.cpp token_secret.cpp token_standing.cpp
    token_unicode.cpp
    token_timestamp.cpp ../support/actors.cpp ../support/golden_events.cpp
    ../support/golden_webhook_events.cpp
    ../support/memory_state.cpp ../support/samples.cpp
  LINKS ledger::log)
