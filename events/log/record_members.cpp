#include "events/log/record_members.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "events/log/event_types.hpp"
#include "events/token/name.hpp"

namespace ledger::log {
namespace {

namespace dom = simdjson::dom;
using token::OwnerId;
using token::ScopeSet;
using token::Timestamp;
using token::TokenId;
using token::TokenSecret;

constexpr std::size_t members_max = 64;
constexpr std::size_t actor_size_max = 160;

std::string quoted(std::string_view name) { return "member \"" + std::string(name) + "\" "; }

bool is_visible(char c) { return c > ' ' && c <= '~'; }

bool is_base62(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

RecordMembers::RecordMembers(dom::element element, std::string_view what, RecordFault& fault)
    : fault_(fault) {
  if (element.get(object_) != simdjson::SUCCESS) {
    fault_.note(std::string(what) + " is no object");
    return;
  }
  readable_ = true;
  std::array<std::string_view, members_max> seen;
  for (const auto field : object_) {
    const auto end = seen.begin() + static_cast<std::ptrdiff_t>(count_);
    if (count_ == members_max || std::find(seen.begin(), end, field.key) != end) {
      fault_.note(std::string(what) + " has too many members, or one of them twice");
      return;
    }
    seen[count_++] = field.key;
  }
}

bool RecordMembers::has(std::string_view name) const {
  return readable_ && object_.at_key(name).error() == simdjson::SUCCESS;
}

std::optional<dom::element> RecordMembers::element(std::string_view name) {
  dom::element value;
  if (!readable_ || object_.at_key(name).get(value) != simdjson::SUCCESS) {
    fault_.note(quoted(name) + "is missing");
    return std::nullopt;
  }
  ++read_;
  return value;
}

std::string_view RecordMembers::text(std::string_view name) {
  std::string_view text;
  const auto value = element(name);
  if (value && value->get(text) != simdjson::SUCCESS) refuse(name);
  return text;
}

std::uint64_t RecordMembers::number(std::string_view name) {
  std::uint64_t number = 0;
  const auto value = element(name);
  if (value && value->get(number) != simdjson::SUCCESS) refuse(name);
  return number;
}

std::vector<std::uint64_t> RecordMembers::numbers(std::string_view name) {
  std::vector<std::uint64_t> numbers;
  dom::array array;
  const auto value = element(name);
  if (!value || value->get(array) != simdjson::SUCCESS || array.size() > members_max) {
    refuse(name);
    return numbers;
  }
  for (const auto item : array) {
    std::uint64_t number = 0;
    if (item.get(number) != simdjson::SUCCESS) refuse(name);
    numbers.push_back(number);
  }
  return numbers;
}

bool RecordMembers::boolean(std::string_view name) {
  bool value = false;
  const auto found = element(name);
  if (found && found->get(value) != simdjson::SUCCESS) refuse(name);
  return value;
}

Timestamp RecordMembers::time(std::string_view name) {
  const auto written = text(name);
  const auto time = token::parse_timestamp(written);
  if (time && token::to_text(*time) == written) return *time;
  refuse(name);
  return {};
}

std::string RecordMembers::actor(std::string_view name) {
  const auto written = text(name);
  if (written.empty() || written.size() > actor_size_max ||
      !std::all_of(written.begin(), written.end(), is_visible)) {
    refuse(name);
  }
  return std::string(written);
}

std::string RecordMembers::token_name() {
  const auto written = text("name");
  auto name = token::parse_name(written);
  if (name && *name == written) return *std::move(name);
  refuse("name");
  return {};
}

std::vector<std::string> RecordMembers::texts(std::string_view name) {
  std::vector<std::string> texts;
  dom::array array;
  const auto value = element(name);
  if (!value || value->get(array) != simdjson::SUCCESS) {
    refuse(name);
    return texts;
  }
  for (const auto item : array) {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS) refuse(name);
    texts.emplace_back(text);
  }
  return texts;
}

ScopeSet RecordMembers::scopes() {
  const auto texts = this->texts("scopes");
  auto scopes = ScopeSet::make(texts);
  if (scopes && scopes->values().size() == texts.size()) return *std::move(scopes);
  refuse("scopes");
  return {};
}

void RecordMembers::read_digest_algorithm() {
  if (text("digest_alg") != digest_algorithm) refuse("digest_alg");
}

std::string RecordMembers::hint() {
  const auto hint = text("hint");
  if (hint.size() != TokenSecret::hint_size || !std::all_of(hint.begin(), hint.end(), is_base62)) {
    refuse("hint");
  }
  return std::string(hint);
}

std::optional<OwnerId> RecordMembers::owner(std::string_view name) {
  auto owner = OwnerId::parse(text(name));
  if (!owner) refuse(name);
  return owner;
}

std::optional<TokenId> RecordMembers::token(std::string_view name) {
  const auto id = TokenId::parse(text(name));
  if (!id) refuse(name);
  return id;
}

void RecordMembers::refuse(std::string_view name) {
  fault_.note(quoted(name) + "is not what it must be");
}

void RecordMembers::end() {
  if (read_ != count_) fault_.note("data has a member that its type does not define");
}

}  // namespace ledger::log
