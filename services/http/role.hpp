#pragma once
// What a route is for. A listener serves the routes of its roles and no others.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace ledger::http {

enum class Role : std::uint8_t {
  door,  ///< gateways ask whether a request may pass
  api,   ///< all that clients call
  ops,   ///< health and metrics
};

struct NamedRole {
  std::string_view name;
  Role role;
};
/// As settings and answers say them.
inline constexpr std::array<NamedRole, 3> named_roles{
    {{"door", Role::door}, {"api", Role::api}, {"ops", Role::ops}}};

[[nodiscard]] constexpr std::string_view name_of(Role role) {
  return named_roles[static_cast<std::size_t>(role)].name;
}

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) add(role);
  }
  static constexpr Roles all() { return {Role::door, Role::api, Role::ops}; }

  constexpr void add(Role role) { bits_ = static_cast<std::uint8_t>(bits_ | bit(role)); }
  [[nodiscard]] constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(Roles, Roles) = default;

 private:
  static constexpr unsigned bit(Role role) { return 1U << static_cast<unsigned>(role); }
  std::uint8_t bits_ = 0;
};

}  // namespace ledger::http
