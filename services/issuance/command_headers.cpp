#include "services/issuance/command_headers.hpp"

#include <algorithm>

#include "services/access/problems.hpp"
#include "services/http/conditions.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {
namespace {

constexpr std::string_view wait_for_followers = "wait=followers";

bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7f; }

}  // namespace

std::variant<CommandHeaders, http::Problem> read_command_headers(
    const http::Request& request, const access::EntityTags& entity_tags) {
  CommandHeaders headers;
  if (request.query == wait_for_followers) {
    headers.receipt = true;
  } else if (auto refused = access::no_query(request)) {
    if (!request.query.starts_with("wait=")) return *std::move(refused);
    return access::bad_request("invalid-wait", "wait of a command is followers, or left out.");
  }
  if (const auto key = request.header("Idempotency-Key")) {
    if (request.count("Idempotency-Key") > 1 || key->empty() ||
        key->size() > idempotency_key_size_max ||
        !std::all_of(key->begin(), key->end(), is_visible)) {
      return access::bad_request("invalid-idempotency-key",
                                 "Send one Idempotency-Key of 1 to 128 visible ASCII characters.");
    }
    headers.idempotency_key = *key;
  }
  auto tags = http::read_tags(request, "If-Match");
  if (auto* bad = std::get_if<http::Problem>(&tags)) return std::move(*bad);
  const auto& list = std::get<std::optional<http::TagList>>(tags);
  if (list && !list->any) {
    headers.if_match.emplace();
    for (const auto tag : list->tags) {
      if (const auto revision = entity_tags.revision_of(tag))
        headers.if_match->push_back(*revision);
      headers.if_match_sent.append(headers.if_match_sent.empty() ? "" : ",").append(tag);
    }
  }
  return headers;
}

CommandRequest identify(const CommandHeaders& headers, const token::TokenId& caller,
                        token::Timestamp now, std::string_view canonical) {
  CommandRequest request;
  request.caller = to_text(caller);
  request.keyed = headers.idempotency_key.has_value();
  if (request.keyed) {
    request.id = token::CommandId::derive(request.caller, *headers.idempotency_key);
  } else {
    request.id = token::CommandId::make(now, runtime::random_bytes<10>());
  }
  std::string whole(canonical);
  if (headers.if_match) whole += "\nif-match " + headers.if_match_sent;
  request.fingerprint = token::Fingerprint::of(whole);
  request.receipt = headers.receipt;
  request.conditional = headers.if_match.has_value();
  request.single_attempt = request.conditional;
  return request;
}

}  // namespace ledger::issuance
