#include "services/runtime/listen_section.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include "services/runtime/refused_part.hpp"

namespace ledger::runtime {
namespace {

constexpr std::size_t listeners_max = 16;
constexpr std::size_t certificates_max = 64;
constexpr std::int64_t connections_most = 1'000'000;

using Clients = http::TlsFiles::Clients;

[[noreturn]] void refuse(const toml::node& node, const std::string& what) {
  throw RefusedPart(node.source(), "listen." + what);
}

std::string text(const toml::node& node, const std::string& name) {
  const auto value = node.value_exact<std::string>();
  if (!value || value->empty()) refuse(node, name + " must be a text in quotes, not empty");
  return *value;
}

std::string address(const toml::node& node) {
  const auto value = text(node, "address");
  try {
    static_cast<void>(parse_listen(value));
  } catch (const std::runtime_error& error) {
    refuse(node, std::string("address ") + error.what());
  }
  return value;
}

/// Octal, as chmod takes it. As a number it would be read as another.
unsigned mode(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  unsigned parsed = 0;
  if (value && value->size() >= 3 && value->size() <= 4) {
    const auto* const end = value->data() + value->size();
    const auto [stop, ec] = std::from_chars(value->data(), end, parsed, 8);
    if (ec == std::errc() && stop == end && parsed <= 0777) return parsed;
  }
  refuse(node, "mode must be octal digits in quotes, such as \"0660\"");
}

http::Roles roles(const toml::node& node) {
  const char* const wanted = "roles must be a list of some of \"door\", \"api\", \"ops\"";
  const auto* list = node.as_array();
  if (list == nullptr) refuse(node, wanted);
  http::Roles roles;
  for (const auto& entry : *list) {
    const auto value = entry.value_exact<std::string>();
    const auto known =
        std::ranges::find(http::named_roles, value.value_or(""), &http::NamedRole::name);
    if (known == http::named_roles.end()) refuse(entry, wanted);
    if (roles.has(known->role)) refuse(entry, "roles must not have one twice");
    roles.add(known->role);
  }
  if (roles.empty()) refuse(node, wanted);
  return roles;
}

std::vector<http::TlsFiles::Certificate> certificates(const toml::node& node) {
  const std::string wanted = "certificates must be a list of 1 to " +
                             std::to_string(certificates_max) +
                             " of {chain = \"FILE\", key = \"FILE\"}";
  const auto* list = node.as_array();
  if (list == nullptr || list->empty() || list->size() > certificates_max) refuse(node, wanted);
  std::vector<http::TlsFiles::Certificate> read;
  for (const auto& entry : *list) {
    const auto* table = entry.as_table();
    const auto* chain = table == nullptr ? nullptr : table->get("chain");
    const auto* key = table == nullptr ? nullptr : table->get("key");
    if (chain == nullptr || key == nullptr || table->size() != 2) refuse(entry, wanted);
    read.push_back({text(*chain, "certificates.chain"), text(*key, "certificates.key")});
  }
  return read;
}

Clients clients(const toml::node& node) {
  const auto value = node.value_exact<std::string>();
  if (value == "optional") return Clients::optional;
  if (value == "required") return Clients::required;
  refuse(node, "client_certificates must be \"optional\" or \"required\"");
}

std::size_t connections(const toml::node& node) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 1 || *value > connections_most) {
    refuse(node, "connections_max must be a whole number between 1 and " +
                     std::to_string(connections_most));
  }
  return static_cast<std::size_t>(*value);
}

http::TlsFiles& tls_of(ListenSettings& settings) {
  if (!settings.tls) settings.tls.emplace();
  return *settings.tls;
}

using Setter = std::function<void(ListenSettings&, const toml::node&)>;

const std::map<std::string, Setter, std::less<>>& setters() {
  using S = ListenSettings;
  using Node = toml::node;
  static const std::map<std::string, Setter, std::less<>> all{
      {"address", [](S& s, const Node& node) { s.address = address(node); }},
      {"unix", [](S& s, const Node& node) { s.unix_path = text(node, "unix"); }},
      {"mode", [](S& s, const Node& node) { s.mode = mode(node); }},
      {"owner", [](S& s, const Node& node) { s.owner = text(node, "owner"); }},
      {"roles", [](S& s, const Node& node) { s.roles = roles(node); }},
      {"connections_max", [](S& s, const Node& node) { s.connections_max = connections(node); }},
      {"certificates", [](S& s, const Node& node) { tls_of(s).certificates = certificates(node); }},
      {"client_certificates", [](S& s, const Node& node) { tls_of(s).clients = clients(node); }},
      {"client_authorities",
       [](S& s, const Node& node) {
         tls_of(s).client_authorities = text(node, "client_authorities");
       }},
  };
  return all;
}

/// What does not go together.
void check(const ListenSettings& settings, const toml::table& table) {
  const auto has = [&table](std::string_view key) { return table.get(key) != nullptr; };
  if (has("address") == has("unix")) {
    refuse(table, "address or listen.unix must say where: one of the two");
  }
  if (has("unix") && settings.tls)
    refuse(table, "unix takes no certificates: TLS is for addresses");
  if (!has("unix") && (has("mode") || has("owner"))) {
    refuse(table, "mode and listen.owner are of a Unix socket's file");
  }
  if (settings.tls && settings.tls->certificates.empty()) {
    refuse(table, "certificates is missing: client certificates are asked for with TLS alone");
  }
  if (has("client_certificates") != has("client_authorities")) {
    refuse(table,
           "client_certificates and listen.client_authorities go together: whether, and "
           "signed by whom");
  }
}

ListenSettings read_listener(const toml::table& table) {
  ListenSettings settings;
  for (const auto& [key, node] : table) {
    const auto setter = setters().find(key.str());
    if (setter == setters().end()) {
      std::string names;
      for (const auto& entry : setters()) names += (names.empty() ? "" : ", ") + entry.first;
      throw RefusedPart(key.source(), "unknown setting listen." + std::string(key.str()) +
                                          "; [[listen]] has " + names);
    }
    setter->second(settings, node);
  }
  check(settings, table);
  return settings;
}

}  // namespace

std::vector<ListenSettings> read_listeners(const toml::node& node) {
  const auto* list = node.as_array();
  if (list == nullptr || list->empty() || list->size() > listeners_max) {
    throw RefusedPart(node.source(), "listen must be 1 to " + std::to_string(listeners_max) +
                                         " sections, [[listen]]");
  }
  std::vector<ListenSettings> listeners;
  for (const auto& entry : *list) {
    const auto* table = entry.as_table();
    if (table == nullptr) {
      throw RefusedPart(entry.source(), "listen must be sections, [[listen]]");
    }
    listeners.push_back(read_listener(*table));
  }
  return listeners;
}

HostPort parse_listen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const std::string_view digits =
      colon == std::string::npos ? std::string_view() : std::string_view(listen).substr(colon + 1);
  HostPort parsed;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
  if (colon == std::string::npos || colon == 0 || digits.empty() || ec != std::errc() ||
      end != digits.data() + digits.size()) {
    throw std::runtime_error("\"" + listen + "\" is not HOST:PORT, such as 127.0.0.1:8080");
  }
  parsed.host = listen.substr(0, colon);
  if (parsed.host.front() == '[' && parsed.host.back() == ']') {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  }
  return parsed;
}

}  // namespace ledger::runtime
