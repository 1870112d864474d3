#pragma once
// What is inside of a setting, and its refusal. Of the room, not for others.

#include <cstdint>
#include <stdexcept>
#include <string>

#include <toml++/toml.h>

namespace ledger::runtime {

/// It has a line of its own; the text names it in full.
class RefusedPart : public std::runtime_error {
 public:
  RefusedPart(const toml::source_region& place, const std::string& what)
      : std::runtime_error(what), place_(place) {}
  [[nodiscard]] const toml::source_region& place() const noexcept { return place_; }

 private:
  toml::source_region place_;
};

/// `name`: in full.
inline std::int64_t whole_number(const toml::node& node, const std::string& name, std::int64_t min,
                                 std::int64_t max) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) throw RefusedPart(node.source(), name + " must be a whole number");
  if (*value < min || *value > max) {
    throw RefusedPart(node.source(), name + " must lie between " + std::to_string(min) + " and " +
                                         std::to_string(max));
  }
  return *value;
}

}  // namespace ledger::runtime
