#include "tests/support/golden_events.hpp"

namespace ledger::support {
namespace {

using namespace token;

/// What an owner's token 1 did, relying on itself and its owner.
Event by_token(std::uint8_t command, Subject subject, std::uint64_t revision, Payload payload) {
  auto happened = event(attempt(command), std::move(subject), revision, std::move(payload));
  happened.caller = to_text(token_id(1));
  happened.relied_on = {{token_id(1), 1}, {owner_id("alice"), 0}};
  return happened;
}

/// What the operator's token 3 did to alice.
Event by_operator(std::uint8_t command, std::uint64_t revision, Payload payload) {
  auto happened = event(attempt(command), owner_id("alice"), revision, std::move(payload));
  happened.caller = to_text(token_id(3));
  happened.relied_on = {{token_id(3), 1}, {owner_id("operator"), 0}};
  return happened;
}

}  // namespace

std::vector<GoldenEvent> golden_events() {
  const Timestamp until = sample_time() + std::chrono::hours(1);
  const Timestamp expiry = sample_time() + std::chrono::days(60);
  auto create = created(2, "alice");
  create.created_by = to_text(token_id(1));
  create.name = "de\"pl\\oy \xc3\xa4";
  create.scopes = scopes({"repo:read", "wiki:*"});
  auto second_attempt = by_token(3, token_id(2), 2, TokenUpdated{"new", scopes({"*"})});
  second_attempt.command.number = 2;
  std::vector<GoldenEvent> goldens{
      {opened(), "00112233445566778899aabbccddeeff",
       R"({"specversion":"1.0","id":"cmd_00000000000000000000000000000000","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.opened.v1","time":"2)"
       R"(026-11-24T05:00:00.000Z","datacontenttype":"application/json","caller":"ledger","finge)"
       R"(rprint":"fefefefefefefefefefefefefefefefe","revision":0,"data":{"ledger_id":"001122334)"
       R"(45566778899aabbccddeeff","rules":1}})"},
      {event(attempt(1), token_id(1), 1, created(1, "alice")), "tok_01m85ysn400000000000000001",
       R"({"specversion":"1.0","id":"cmd_01010101010101010101010101010101","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.created.v1","subject")"
       R"(:"tok_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","datacontenttype":)"
       R"("application/json","caller":"ledger","fingerprint":"fefefefefefefefefefefefefefefefe",)"
       R"("revision":1,"data":{"owner":"alice","name":"deploy","scopes":["repo:read"],"expires_a)"
       R"(t":"2026-12-24T05:00:00.000Z","created_by":"operator","digest_alg":"sha-256","digest":)"
       R"("0101010101010101010101010101010101010101010101010101010101010101","hint":"x4Qz"}})"},
      {by_token(2, token_id(2), 1, create), "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_02020202020202020202020202020202","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.created.v1","subject")"
       R"(:"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontenttype":)"
       R"("application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefefefe)"
       R"(fefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn400000000000000001@1 owne)"
       R"(r/alice@0","data":{"owner":"alice","name":"de\"pl\\oy ä","scopes":["repo:read","wiki:*)"
       R"("],"expires_at":"2026-12-24T05:00:00.000Z","created_by":"tok_01m85ysn40000000000000000)"
       R"(1","digest_alg":"sha-256","digest":"02020202020202020202020202020202020202020202020202)"
       R"(02020202020202","hint":"x4Qz"}})"},
      {second_attempt, "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_03030303030303030303030303030303/2","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.token.updated.v1","subjec)"
       R"(t":"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontenttype)"
       R"(":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefefe)"
       R"(fefefefefefefefefefefefe","revision":2,"reliedon":"tok_01m85ysn400000000000000001@1 ow)"
       R"(ner/alice@0","data":{"name":"new","scopes":["*"]}})"},
      {by_token(4, token_id(2), 3, TokenUpdated{"newer", std::nullopt}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_04040404040404040404040404040404","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.updated.v1","subject")"
       R"(:"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontenttype":)"
       R"("application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefefefe)"
       R"(fefefefefefefefefefefe","revision":3,"reliedon":"tok_01m85ysn400000000000000001@1 owne)"
       R"(r/alice@0","data":{"name":"newer"}})"},
      {by_token(5, token_id(2), 4, TokenUpdated{std::nullopt, ScopeSet()}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_05050505050505050505050505050505","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.updated.v1","subject")"
       R"(:"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontenttype":)"
       R"("application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefefefe)"
       R"(fefefefefefefefefefefe","revision":4,"reliedon":"tok_01m85ysn400000000000000001@1 owne)"
       R"(r/alice@0","data":{"scopes":[]}})"},
      {by_token(6, token_id(2), 5, TokenRegenerated{expiry, digest(6), "x4Qz", std::nullopt}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_06060606060606060606060606060606","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.regenerated.v1","subj)"
       R"(ect":"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontentty)"
       R"(pe":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefe)"
       R"(fefefefefefefefefefefefefe","revision":5,"reliedon":"tok_01m85ysn400000000000000001@1 )"
       R"(owner/alice@0","data":{"expires_at":"2027-01-23T05:00:00.000Z","digest_alg":"sha-256",)"
       R"("digest":"0606060606060606060606060606060606060606060606060606060606060606","hint":"x4)"
       R"(Qz"}})"},
      {by_token(7, token_id(2), 6, TokenRegenerated{expiry, digest(7), "x4Qz", until}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_07070707070707070707070707070707","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.regenerated.v1","subj)"
       R"(ect":"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontentty)"
       R"(pe":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefe)"
       R"(fefefefefefefefefefefefefe","revision":6,"reliedon":"tok_01m85ysn400000000000000001@1 )"
       R"(owner/alice@0","data":{"expires_at":"2027-01-23T05:00:00.000Z","overlap_until":"2026-1)"
       R"(1-24T06:00:00.000Z","digest_alg":"sha-256","digest":"070707070707070707070707070707070)"
       R"(7070707070707070707070707070707","hint":"x4Qz"}})"},
      {by_token(8, token_id(2), 7, TokenDeleted{owner_id("alice")}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_08080808080808080808080808080808","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.token.deleted.v1","subject")"
       R"(:"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","datacontenttype":)"
       R"("application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fefefefefe)"
       R"(fefefefefefefefefefefe","revision":7,"reliedon":"tok_01m85ysn400000000000000001@1 owne)"
       R"(r/alice@0","data":{"owner":"alice"}})"},
      {by_operator(9, 1, OwnerSuspended{}), "alice",
       R"({"specversion":"1.0","id":"cmd_09090909090909090909090909090909","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.owner.suspended.v1","subjec)"
       R"(t":"alice","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","cal)"
       R"(ler":"tok_01m85ysn400000000000000003","fingerprint":"fefefefefefefefefefefefefefefefe")"
       R"(,"revision":1,"reliedon":"tok_01m85ysn400000000000000003@1 owner/operator@0","data":{})"
       R"(})"},
      {by_operator(10, 2, OwnerResumed{}), "alice",
       R"({"specversion":"1.0","id":"cmd_0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.owner.resumed.v1","subject")"
       R"(:"alice","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","calle)"
       R"(r":"tok_01m85ysn400000000000000003","fingerprint":"fefefefefefefefefefefefefefefefe",")"
       R"(revision":2,"reliedon":"tok_01m85ysn400000000000000003@1 owner/operator@0","data":{}})"},
      {by_operator(11, 3, OwnerTokensRevoked{}), "alice",
       R"({"specversion":"1.0","id":"cmd_0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b","source":"urn:tokenle)"
       R"(dger:00112233445566778899aabbccddeeff","type":"tokenledger.owner.tokens-revoked.v1","s)"
       R"(ubject":"alice","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json")"
       R"(,"caller":"tok_01m85ysn400000000000000003","fingerprint":"fefefefefefefefefefefefefefe)"
       R"(fefe","revision":3,"reliedon":"tok_01m85ysn400000000000000003@1 owner/operator@0","dat)"
       R"(a":{}})"},
      {event(attempt(12), std::monostate(), 0, ExpiredThrough{until}),
       "00112233445566778899aabbccddeeff",
       R"({"specversion":"1.0","id":"cmd_0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.expired-through.)"
       R"(v1","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","caller":)"
       R"("ledger","fingerprint":"fefefefefefefefefefefefefefefefe","revision":0,"data":{"thro)"
       R"(ugh":"2026-11-24T06:00:00.000Z"}})"},
      {event(attempt(13), token_id(2), 7, TokenExpiring{expiry, std::chrono::days(7)}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.token.expiring.v1","sub)"
       R"(ject":"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.000Z","dataconten)"
       R"(ttype":"application/json","caller":"ledger","fingerprint":"fefefefefefefefefefefefef)"
       R"(efefefe","revision":7,"data":{"expires_at":"2027-01-23T05:00:00.000Z","threshold_s":)"
       R"(604800}})"},
      {event(attempt(14), token_id(2), 8, RetiredSecretPresented{}),
       "tok_01m85ysn400000000000000002",
       R"({"specversion":"1.0","id":"cmd_0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.token.retired-secret-pr)"
       R"(esented.v1","subject":"tok_01m85ysn400000000000000002","time":"2026-11-24T05:00:00.0)"
       R"(00Z","datacontenttype":"application/json","caller":"ledger","fingerprint":"fefefefef)"
       R"(efefefefefefefefefefefe","revision":8,"data":{}})"},
      {event(attempt(15), std::monostate(), 0, LedgerRestored{"0123456789abcdef", Position(41)}),
       "00112233445566778899aabbccddeeff",
       R"({"specversion":"1.0","id":"cmd_0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.restored.v1","ti)"
       R"(me":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","caller":"ledger)"
       R"(","fingerprint":"fefefefefefefefefefefefefefefefe","revision":0,"data":{"epoch":"012)"
       R"(3456789abcdef","through":41}})"},
      {event(attempt(16), std::monostate(), 0, RulesAdopted{2}), "00112233445566778899aabbccddeeff",
       R"({"specversion":"1.0","id":"cmd_10101010101010101010101010101010","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.ledger.rules-adopted.v)"
       R"(1","time":"2026-11-24T05:00:00.000Z","datacontenttype":"application/json","caller":")"
       R"(ledger","fingerprint":"fefefefefefefefefefefefefefefefe","revision":0,"data":{"rule)"
       R"(s":2}})"},
      {by_token(17, token_id(1), 1,
                SessionStarted{session_digest(17), digest(1), until, std::chrono::hours(1)}),
       "tok_01m85ysn400000000000000001",
       R"({"specversion":"1.0","id":"cmd_11111111111111111111111111111111","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.session.started.v1","su)"
       R"(bject":"tok_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","dataconte)"
       R"(nttype":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":")"
       R"(fefefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn4000000000000)"
       R"(00001@1 owner/alice@0","data":{"session":"1111111111111111","expires_at":"2026-11-24)"
       R"(T06:00:00.000Z","idle_s":3600,"digest_alg":"sha-256","digest":"11111111111111111111)"
       R"(11111111111111111111111111111111111111111111","signed_in_with":"010101010101010101010)"
       R"(1010101010101010101010101010101010101010101"}})"},
      {by_token(18, token_id(1), 1, SessionContinued{SessionName::of(session_digest(17))}),
       "tok_01m85ysn400000000000000001",
       R"({"specversion":"1.0","id":"cmd_12121212121212121212121212121212","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.session.continued.v1",")"
       R"(subject":"tok_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","datacon)"
       R"(tenttype":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint")"
       R"(:"fefefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn4000000000)"
       R"(00000001@1 owner/alice@0","data":{"session":"1111111111111111"}})"},
      {by_token(19, token_id(1), 1, SessionEnded{SessionName::of(session_digest(17))}),
       "tok_01m85ysn400000000000000001",
       R"({"specversion":"1.0","id":"cmd_13131313131313131313131313131313","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.session.ended.v1","subj)"
       R"(ect":"tok_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","datacontent)"
       R"(type":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fe)"
       R"(fefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn40000000000000)"
       R"(0001@1 owner/alice@0","data":{"session":"1111111111111111"}})"},
      {by_token(20, token_id(1), 1, SessionEnded{}), "tok_01m85ysn400000000000000001",
       R"({"specversion":"1.0","id":"cmd_14141414141414141414141414141414","source":"urn:token)"
       R"(ledger:00112233445566778899aabbccddeeff","type":"tokenledger.session.ended.v1","subj)"
       R"(ect":"tok_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","datacontent)"
       R"(type":"application/json","caller":"tok_01m85ysn400000000000000001","fingerprint":"fe)"
       R"(fefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn40000000000000)"
       R"(0001@1 owner/alice@0","data":{}})"},
  };
  const auto about_webhooks = golden_webhook_events();
  goldens.insert(goldens.end(), about_webhooks.begin(), about_webhooks.end());
  return goldens;
}

}  // namespace ledger::support
