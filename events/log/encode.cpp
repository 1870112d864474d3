#include "events/log/envelope.hpp"
#include "events/log/event_types.hpp"
#include "events/log/json_writer.hpp"

namespace ledger::log {
namespace {

using namespace token;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

void write_time(JsonWriter& json, std::string_view name, Timestamp time) {
  json.key(name).text(to_text(time));
}

void write_scopes(JsonWriter& json, const ScopeSet& scopes) {
  json.key("scopes").begin_array();
  for (const auto& scope : scopes.values()) json.text(scope);
  json.end_array();
}

enum class Digest { shown, withheld };

void write_secret(JsonWriter& json, const TokenDigest& digest, std::string_view hint, Digest mode) {
  if (mode == Digest::shown) {
    json.key("digest_alg").text(digest_algorithm).key("digest").text(to_hex(digest.value));
  }
  json.key("hint").text(hint);
}

void write_payload(JsonWriter& json, const LedgerOpened& opened, Digest) {
  json.key("ledger_id").text(opened.ledger_id).key("rules").number(opened.rules);
}
void write_payload(JsonWriter& json, const TokenCreated& created, Digest mode) {
  json.key("owner").text(created.owner.text()).key("name").text(created.name);
  write_scopes(json, created.scopes);
  write_time(json, "expires_at", created.expires_at);
  json.key("created_by").text(created.created_by);
  write_secret(json, created.digest, created.hint, mode);
}
void write_payload(JsonWriter& json, const TokenUpdated& updated, Digest) {
  if (updated.name) json.key("name").text(*updated.name);
  if (updated.scopes) write_scopes(json, *updated.scopes);
}
void write_payload(JsonWriter& json, const TokenRegenerated& regenerated, Digest mode) {
  write_time(json, "expires_at", regenerated.expires_at);
  if (regenerated.overlap_until) write_time(json, "overlap_until", *regenerated.overlap_until);
  write_secret(json, regenerated.digest, regenerated.hint, mode);
}
void write_payload(JsonWriter& json, const TokenDeleted& deleted, Digest) {
  json.key("owner").text(deleted.owner.text());
}
void write_payload(JsonWriter&, const OwnerSuspended&, Digest) {}
void write_payload(JsonWriter&, const OwnerResumed&, Digest) {}
void write_payload(JsonWriter&, const OwnerTokensRevoked&, Digest) {}
void write_payload(JsonWriter& json, const ExpiredThrough& expired, Digest) {
  write_time(json, "through", expired.through);
}
void write_payload(JsonWriter& json, const TokenExpiring& expiring, Digest) {
  write_time(json, "expires_at", expiring.expires_at);
  json.key("threshold_s").number(static_cast<std::uint64_t>(expiring.threshold.count()));
}
void write_payload(JsonWriter&, const RetiredSecretPresented&, Digest) {}
void write_payload(JsonWriter& json, const LedgerRestored& restored, Digest) {
  json.key("epoch").text(restored.epoch).key("through").number(restored.through.value());
}

void write_payload(JsonWriter& json, const RulesAdopted& adopted, Digest) {
  json.key("rules").number(adopted.rules);
}

void write_payload(JsonWriter& json, const SessionStarted& started, Digest mode) {
  json.key("session").text(to_text(SessionName::of(started.digest)));
  write_time(json, "expires_at", started.expires_at);
  json.key("idle_s").number(static_cast<std::uint64_t>(started.idle.count()));
  if (mode == Digest::withheld) return;
  json.key("digest_alg").text(digest_algorithm).key("digest").text(to_hex(started.digest.value));
  json.key("signed_in_with").text(to_hex(started.signed_in_with.value));
}
void write_payload(JsonWriter& json, const SessionContinued& continued, Digest) {
  json.key("session").text(to_text(continued.session));
}
void write_payload(JsonWriter& json, const SessionEnded& ended, Digest) {
  if (ended.session) json.key("session").text(to_text(*ended.session));
}

void write_key(JsonWriter& json, const WebhookKey& key) {
  if (key.public_key) json.key("public_key").text(to_hex(key.public_key->value));
  json.key("sealed_with").text(to_hex(key.sealed_with.value));
  json.key("sealed").text(to_hex(key.sealed.value));
}
void write_payload(JsonWriter& json, const WebhookRegistered& registered, Digest) {
  const auto& choice = registered.choice;
  json.key("url").text(registered.url);
  json.key("feed").text(webhook_feeds[static_cast<std::size_t>(choice.feed) - 1]);
  json.key("types").begin_array();
  for (const auto& type : choice.types) json.text(type);
  json.end_array();
  if (!choice.owners.empty()) json.key("owners").text(choice.owners);
  if (registered.after) json.key("after").number(registered.after->value());
  write_key(json, registered.key);
}
void write_payload(JsonWriter&, const WebhookPaused&, Digest) {}
void write_payload(JsonWriter& json, const WebhookResumed& resumed, Digest) {
  if (resumed.after) json.key("after").number(resumed.after->value());
}
void write_payload(JsonWriter& json, const WebhookSecretRotated& rotated, Digest) {
  if (rotated.overlap_until) write_time(json, "overlap_until", *rotated.overlap_until);
  write_key(json, rotated.key);
}
void write_payload(JsonWriter&, const WebhookDisabled&, Digest) {}
void write_payload(JsonWriter&, const WebhookDeleted&, Digest) {}

std::string text_of(const Subject& subject) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](const OwnerId& id) { return id.text(); },
                               [](const auto& id) { return to_text(id); }},
                    subject);
}

/// `tok_…@3 owner/alice@0`: neither form can be taken for the other, for no owner id has a `/`.
std::string text_of(const std::vector<Reliance>& relied_on) {
  std::string text;
  for (const auto& reliance : relied_on) {
    if (!text.empty()) text += ' ';
    text += std::visit(
        Overloaded{[](const TokenId& id) { return to_text(id); },
                   [](const OwnerId& id) { return std::string(owner_prefix) + id.text(); }},
        reliance.on);
    text += '@';
    text += std::to_string(reliance.revision);
  }
  return text;
}

std::string write(const Event& event, std::string_view ledger_id, Digest mode) {
  std::string value;
  value.reserve(1024);
  JsonWriter json(value);
  json.begin_object();
  json.key("specversion").text(cloud_events_version);
  json.key("id").text(to_text(event.command));
  json.key("source").text(source_of(ledger_id));
  json.key("type").text(type_of(event.payload));
  if (const auto subject = text_of(event.subject); !subject.empty()) {
    json.key("subject").text(subject);
  }
  write_time(json, "time", event.time);
  json.key("datacontenttype").text(content_type);
  json.key("caller").text(event.caller);
  json.key("fingerprint").text(to_text(event.fingerprint));
  json.key("revision").number(event.revision);
  if (!event.relied_on.empty()) json.key("reliedon").text(text_of(event.relied_on));
  json.key("data").begin_object();
  std::visit([&](const auto& payload) { write_payload(json, payload, mode); }, event.payload);
  json.end_object();
  json.end_object();
  return value;
}

}  // namespace

std::string source_of(std::string_view ledger_id) {
  return std::string(source_prefix) + std::string(ledger_id);
}

std::string_view type_of(const Payload& payload) noexcept { return event_types[payload.index()]; }

std::string key_of(const Event& event, std::string_view ledger_id) {
  std::string key = text_of(event.subject);
  return key.empty() ? std::string(ledger_id) : key;
}

std::string encode(const Event& event, std::string_view ledger_id) {
  return write(event, ledger_id, Digest::shown);
}

std::string encode_without_digest(const Event& event, std::string_view ledger_id) {
  return write(event, ledger_id, Digest::withheld);
}

}  // namespace ledger::log
