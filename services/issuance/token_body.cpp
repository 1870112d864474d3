#include "services/issuance/token_body.hpp"

#include <algorithm>

#include "events/token/name.hpp"

namespace ledger::issuance {
namespace {

/// Far beyond any maximum that a policy may set, and far below what overflows a time.
constexpr std::uint64_t seconds_max = 100ULL * 366 * 24 * 3600;

std::chrono::seconds to_seconds(std::uint64_t seconds) {
  return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, seconds_max)));
}

}  // namespace

std::optional<std::string> read_name(const http::JsonObject& body) {
  const auto text = body.text("name");
  if (!text) return std::nullopt;
  auto name = token::parse_new_name(*text);
  if (!name) {
    body.refuse(
        "name",
        "A name has 1 to 100 characters, spaces around it not counted; something of it is to "
        "be seen, and none of them controls, separates lines, or reorders or hides text.");
  }
  return name;
}

std::optional<token::ScopeSet> read_scopes(const http::JsonObject& body, std::string_view member) {
  const auto texts = body.texts(member);
  if (!texts) return std::nullopt;
  const std::vector<std::string> scopes(texts->begin(), texts->end());
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    if (token::is_scope(scopes[i])) continue;
    body.refuse(
        member,
        "Number " + std::to_string(i + 1) +
            " is no scope: lower-case segments of a-z 0-9 . _ - joined by ':', the last may "
            "be '*', at most 100 characters; under ledger: there are only tokens, verify, "
            "audit and operate.");
    return std::nullopt;
  }
  auto set = token::ScopeSet::make(scopes);
  if (!set) body.refuse(member, "At most 50 scopes.");
  return set;
}

token::RequestedExpiry read_expiry(const http::JsonObject& body) {
  token::RequestedExpiry expiry;
  if (const auto seconds = body.number("expires_in")) {
    expiry.in = to_seconds(*seconds);
  }
  if (const auto text = body.text("expires_at")) {
    expiry.at = token::parse_timestamp(*text);
    if (!expiry.at) {
      body.refuse("expires_at", "Write a time as RFC 3339 does, such as 2030-01-31T00:00:00Z.");
    }
  }
  if (expiry.in && expiry.at) body.refuse("expires_at", "Give expires_in or expires_at, not both.");
  return expiry;
}

token::CreateToken read_create(const http::JsonObject& body) {
  token::CreateToken command;
  body.allow_only({"name", "scopes", "owner", "expires_in", "expires_at"});
  if (body.require("name")) command.name = read_name(body).value_or("");
  if (auto scopes = read_scopes(body, "scopes")) command.scopes = *std::move(scopes);
  if (const auto owner = body.text("owner")) {
    command.owner = token::OwnerId::parse(*owner);
    if (!command.owner) {
      body.refuse("owner", owner_id_grammar);
    }
  }
  command.expiry = read_expiry(body);
  return command;
}

token::UpdateToken read_update(const http::JsonObject& body) {
  token::UpdateToken command;
  body.allow_only({"name", "scopes"});
  for (const std::string_view member : {"name", "scopes"}) {
    if (!body.is_null(member)) continue;
    body.refuse(member,
                "null would remove it, and a token always has it. Leave it out to keep it; scopes "
                "of [] are No Access.");
  }
  if (!body.is_null("name")) command.name = read_name(body);
  if (!body.is_null("scopes")) command.scopes = read_scopes(body, "scopes");
  return command;
}

token::RegenerateToken read_regenerate(const http::JsonObject& body) {
  token::RegenerateToken command;
  body.allow_only({"expires_in", "expires_at", "overlap"});
  command.expiry = read_expiry(body);
  if (const auto overlap = body.number("overlap")) command.overlap = to_seconds(*overlap);
  return command;
}

}  // namespace ledger::issuance
