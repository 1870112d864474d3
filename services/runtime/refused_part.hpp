#pragma once
// A refusal of something inside of a setting. Of the room, not for others.

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

}  // namespace ledger::runtime
