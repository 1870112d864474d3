#include "services/issuance/command_headers.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "services/access/problems.hpp"
#include "services/runtime/entropy.hpp"

namespace ledger::issuance {
namespace {

constexpr std::uint64_t no_revision = std::numeric_limits<std::uint64_t>::max();

bool is_visible(char c) noexcept { return c > 0x20 && c < 0x7f; }

/// The revision of a strong entity tag; no_revision of one that is none of ours, or weak (RFC 9110
/// §13.1.1 compares strongly); nothing if `text` is not one entity tag.
std::optional<std::uint64_t> revision_of(std::string_view text) noexcept {
  const bool weak = text.starts_with("W/");
  if (weak) text.remove_prefix(2);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  if (text.find('"') != std::string_view::npos) return std::nullopt;
  std::uint64_t revision = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), revision);
  const bool ours = !weak && !text.empty() && ec == std::errc() && end == text.data() + text.size();
  return ours ? revision : no_revision;
}

}  // namespace

std::variant<CommandHeaders, http::Problem> read_command_headers(const http::Request& request) {
  if (auto refused = access::no_query(request)) return *std::move(refused);
  CommandHeaders headers;
  if (const auto key = request.header("Idempotency-Key")) {
    if (request.count("Idempotency-Key") > 1 || key->empty() ||
        key->size() > idempotency_key_size_max ||
        !std::all_of(key->begin(), key->end(), is_visible)) {
      return access::bad_request("invalid-idempotency-key",
                                 "Send one Idempotency-Key of 1 to 128 visible ASCII characters.");
    }
    headers.idempotency_key = *key;
  }
  if (const auto tag = request.header("If-Match"); tag && *tag != "*") {
    headers.if_match = revision_of(*tag);
    if (!headers.if_match || request.count("If-Match") > 1) {
      return access::bad_request(
          "invalid-if-match",
          "Send one entity tag in If-Match as ETag gave it, such as \"3\", or *.");
    }
  }
  return headers;
}

std::optional<http::Problem> no_if_match(const CommandHeaders& headers) {
  if (!headers.if_match) return std::nullopt;
  return access::bad_request("invalid-if-match",
                             "There is no entity tag that this could match. Leave If-Match out.");
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
  if (headers.if_match) whole += "\nif-match " + std::to_string(*headers.if_match);
  request.fingerprint = token::Fingerprint::of(whole);
  request.conditional = headers.if_match.has_value();
  request.single_attempt = request.conditional;
  return request;
}

}  // namespace ledger::issuance
