#include "tests/support/golden_events.hpp"

namespace ledger::support {
namespace {

using namespace token;

/// What the operator's token 3 did to webhook 1.
Event of_webhook(std::uint8_t command, std::uint64_t revision, Payload payload) {
  auto happened = event(attempt(command), webhook_id(1), revision, std::move(payload));
  happened.caller = to_text(token_id(3));
  happened.relied_on = {{token_id(3), 1}, {owner_id("operator"), 0}};
  return happened;
}

}  // namespace

std::vector<GoldenEvent> golden_webhook_events() {
  constexpr std::string_view key = "wh_01m85ysn400000000000000001";
  const Timestamp until = sample_time() + std::chrono::hours(1);
  auto chosen = webhook_registered();
  chosen.choice = {WebhookFeed::revocations, {"deleted", "expired"}, "team-*"};
  chosen.after = Position(41);
  chosen.key = webhook_key(2);
  chosen.key.public_key = WebhookPublicKey();
  chosen.key.public_key->value.fill(7);
  return {
      {of_webhook(21, 1, webhook_registered()), key,
       R"({"specversion":"1.0","id":"cmd_15151515151515151515151515151515","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.registered.)"
       R"(v1","subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","d)"
       R"(atacontenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fing)"
       R"(erprint":"fefefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn4)"
       R"(00000000000000003@1 owner/operator@0","data":{"url":"https://example.com/hook","fe)"
       R"(ed":"events","types":[],"sealed_with":"0101010101010101","sealed":"010101010101010)"
       R"(1010101010101010101010101010101010101010101010101010101010101010101010101010101010)"
       R"(10101010101010101010101"}})"},
      {of_webhook(22, 1, chosen), key,
       R"({"specversion":"1.0","id":"cmd_16161616161616161616161616161616","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.registered.)"
       R"(v1","subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","d)"
       R"(atacontenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fing)"
       R"(erprint":"fefefefefefefefefefefefefefefefe","revision":1,"reliedon":"tok_01m85ysn4)"
       R"(00000000000000003@1 owner/operator@0","data":{"url":"https://example.com/hook","fe)"
       R"(ed":"revocations","types":["deleted","expired"],"owners":"team-*","after":41,"publ)"
       R"(ic_key":"0707070707070707070707070707070707070707070707070707070707070707","sealed)"
       R"(_with":"0202020202020202","sealed":"0202020202020202020202020202020202020202020202)"
       R"(02020202020202020202020202020202020202020202020202020202020202020202020202"}})"},
      {of_webhook(23, 2, WebhookPaused{}), key,
       R"({"specversion":"1.0","id":"cmd_17171717171717171717171717171717","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.paused.v1",)"
       R"("subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","datac)"
       R"(ontenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fingerpr)"
       R"(int":"fefefefefefefefefefefefefefefefe","revision":2,"reliedon":"tok_01m85ysn40000)"
       R"(0000000000003@1 owner/operator@0","data":{}})"},
      {of_webhook(24, 3, WebhookResumed{}), key,
       R"({"specversion":"1.0","id":"cmd_18181818181818181818181818181818","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.resumed.v1")"
       R"(,"subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","data)"
       R"(contenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fingerp)"
       R"(rint":"fefefefefefefefefefefefefefefefe","revision":3,"reliedon":"tok_01m85ysn4000)"
       R"(00000000000003@1 owner/operator@0","data":{}})"},
      {of_webhook(25, 4, WebhookResumed{Position(41)}), key,
       R"({"specversion":"1.0","id":"cmd_19191919191919191919191919191919","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.resumed.v1")"
       R"(,"subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","data)"
       R"(contenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fingerp)"
       R"(rint":"fefefefefefefefefefefefefefefefe","revision":4,"reliedon":"tok_01m85ysn4000)"
       R"(00000000000003@1 owner/operator@0","data":{"after":41}})"},
      {of_webhook(26, 5, WebhookSecretRotated{webhook_key(3), until}), key,
       R"({"specversion":"1.0","id":"cmd_1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.secret-rota)"
       R"(ted.v1","subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z)"
       R"(","datacontenttype":"application/json","caller":"tok_01m85ysn400000000000000003",")"
       R"(fingerprint":"fefefefefefefefefefefefefefefefe","revision":5,"reliedon":"tok_01m85)"
       R"(ysn400000000000000003@1 owner/operator@0","data":{"overlap_until":"2026-11-24T06:0)"
       R"(0:00.000Z","sealed_with":"0303030303030303","sealed":"0303030303030303030303030303)"
       R"(0303030303030303030303030303030303030303030303030303030303030303030303030303030303)"
       R"(0303030303"}})"},
      {event(attempt(27), webhook_id(1), 6, WebhookDisabled{}), key,
       R"({"specversion":"1.0","id":"cmd_1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.disabled.v1)"
       R"(","subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","dat)"
       R"(acontenttype":"application/json","caller":"ledger","fingerprint":"fefefefefefefefe)"
       R"(fefefefefefefefe","revision":6,"data":{}})"},
      {of_webhook(28, 7, WebhookDeleted{}), key,
       R"({"specversion":"1.0","id":"cmd_1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c","source":"urn:tok)"
       R"(enledger:00112233445566778899aabbccddeeff","type":"tokenledger.webhook.deleted.v1")"
       R"(,"subject":"wh_01m85ysn400000000000000001","time":"2026-11-24T05:00:00.000Z","data)"
       R"(contenttype":"application/json","caller":"tok_01m85ysn400000000000000003","fingerp)"
       R"(rint":"fefefefefefefefefefefefefefefefe","revision":7,"reliedon":"tok_01m85ysn4000)"
       R"(00000000000003@1 owner/operator@0","data":{}})"},
  };
}

}  // namespace ledger::support
