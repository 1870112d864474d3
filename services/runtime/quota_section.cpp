#include "services/runtime/quota_section.hpp"

#include <algorithm>
#include <optional>

#include "events/token/ids.hpp"
#include "services/runtime/refused_part.hpp"

namespace ledger::runtime {
namespace {

constexpr std::int64_t tokens_max = 1'000'000'000;
constexpr std::int64_t rate_max = 1'000'000;
constexpr std::size_t specials_max = 1000;
constexpr const char* limit_names =
    "commands_burst_per_caller, commands_per_caller_s, tokens_per_owner_day_max, "
    "tokens_per_owner_max";

/// False: `key` is none of the four.
bool read_limit(QuotaLimits& limits, std::string_view key, const toml::node& node,
                const std::string& name) {
  if (key == "tokens_per_owner_max") {
    limits.tokens_per_owner_max =
        static_cast<std::uint64_t>(whole_number(node, name, 0, tokens_max));
  } else if (key == "tokens_per_owner_day_max") {
    limits.tokens_per_owner_day_max =
        static_cast<std::uint64_t>(whole_number(node, name, 0, tokens_max));
  } else if (key == "commands_per_caller_s") {
    limits.commands_per_caller_s =
        static_cast<std::uint32_t>(whole_number(node, name, 0, rate_max));
  } else if (key == "commands_burst_per_caller") {
    limits.commands_burst_per_caller =
        static_cast<std::uint32_t>(whole_number(node, name, 1, rate_max));
  } else {
    return false;
  }
  return true;
}

/// What an owner's id may be, with `*` in it: anything else would fit nobody, by a slip.
bool is_pattern(std::string text) {
  if (text.size() > token::OwnerId::text_size_max) return false;
  std::ranges::replace(text, '*', 'x');
  return token::OwnerId::parse(text).has_value();
}

QuotaSettings::Special read_special(const toml::table& table, const QuotaLimits& section) {
  QuotaSettings::Special special{{}, section};
  for (const auto& [key, node] : table) {
    const std::string name = "quota.owner." + std::string(key.str());
    if (key.str() == "pattern") {
      const auto value = node.value_exact<std::string>();
      if (!value || !is_pattern(*value)) {
        throw RefusedPart(node.source(),
                          name +
                              " must be a text of 1 to 128 characters that an owner's id may "
                              "have, and *, such as \"team-*\"");
      }
      special.pattern = *value;
    } else if (!read_limit(special.limits, key.str(), node, name)) {
      throw RefusedPart(key.source(), "unknown setting " + name + "; [[quota.owner]] has " +
                                          limit_names + ", pattern");
    }
  }
  if (special.pattern.empty()) {
    throw RefusedPart(table.source(), "quota.owner.pattern is missing: whom is this for?");
  }
  return special;
}

void read_specials(QuotaSettings& quota, const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr || list->size() > specials_max) {
    throw RefusedPart(node.source(), "quota.owner must be at most " + std::to_string(specials_max) +
                                         " of [[quota.owner]]");
  }
  for (const auto& entry : *list) {
    const auto* table = entry.as_table();
    if (table == nullptr) {
      throw RefusedPart(entry.source(), "quota.owner must be sections, [[quota.owner]]");
    }
    quota.specials.push_back(read_special(*table, quota.limits));
  }
}

}  // namespace

QuotaSettings read_quota(const toml::table& section) {
  QuotaSettings quota;
  for (const auto& [key, node] : section) {
    const std::string name = "quota." + std::string(key.str());
    if (key.str() == "owner") continue;  // below: it builds on the others
    if (key.str() == "operators_exempt") {
      const auto value = node.value_exact<bool>();
      if (!value) throw RefusedPart(node.source(), name + " must be true or false");
      quota.operators_exempt = *value;
    } else if (key.str() == "failures_per_peer_s") {
      quota.failures.per_s = static_cast<std::uint32_t>(whole_number(node, name, 0, rate_max));
    } else if (key.str() == "failures_burst_per_peer") {
      quota.failures.burst = static_cast<std::uint32_t>(whole_number(node, name, 1, rate_max));
    } else if (!read_limit(quota.limits, key.str(), node, name)) {
      throw RefusedPart(key.source(),
                        "unknown setting " + name + "; [quota] has " + limit_names +
                            ", failures_burst_per_peer, failures_per_peer_s, operators_exempt, "
                            "owner");
    }
  }
  if (const auto* specials = section.get("owner")) read_specials(quota, *specials);
  return quota;
}

}  // namespace ledger::runtime
