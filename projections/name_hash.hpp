#pragma once
// How the entities' names are hashed, in memory.

#include <functional>
#include <string>
#include <string_view>

#include "events/token/ids.hpp"

namespace ledger::projections {

/// Hashes of names that are random themselves, or live for one batch.
struct NameHash {
  using is_avalanching = void;
  template <class Tag, std::size_t Size>
  std::size_t operator()(const token::Bytes<Tag, Size>& name) const noexcept {
    return std::hash<std::string_view>()(name.view());
  }
  std::size_t operator()(const token::OwnerId& id) const noexcept {
    return std::hash<std::string>()(id.text());
  }
  std::size_t operator()(const token::CommandAttempt& attempt) const noexcept {
    return (*this)(attempt.id) + attempt.number * std::size_t{0x9e3779b97f4a7c15};
  }
};

}  // namespace ledger::projections
