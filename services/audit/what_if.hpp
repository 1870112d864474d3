#pragma once
// What a policy would have refused: lifetimes that are longer than it allows.

#include <functional>
#include <string>
#include <vector>

#include "projections/memory_entities.hpp"

namespace ledger::audit {

struct Refused {
  token::Position position;
  token::Timestamp log_time;
  token::TokenId token;
  token::OwnerId owner;
  std::string by;
  std::chrono::milliseconds lifetime;
  std::chrono::seconds allowed;
  bool lives = false;  ///< its secret is good at the end
};

class WhatIf {
 public:
  /// The longest lifetime that an owner's tokens may have; nothing: any.
  using LifetimeMax = std::function<std::optional<std::chrono::seconds>(const token::OwnerId&)>;
  explicit WhatIf(LifetimeMax lifetime_max) : lifetime_max_(std::move(lifetime_max)) {}

  /// An accepted event; `owner`: of the token that it is about.
  void see(const log::Record& record, const token::Event& event, const token::OwnerId& owner);
  /// In the order of the log.
  [[nodiscard]] std::vector<Refused> refused(const projections::MemoryEntities& entities,
                                             token::Timestamp now) &&;

 private:
  LifetimeMax lifetime_max_;
  std::vector<Refused> refused_;
};

}  // namespace ledger::audit
