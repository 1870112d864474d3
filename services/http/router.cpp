#include "services/http/router.hpp"

#include <algorithm>

#include <boost/beast/core/string.hpp>

#include "services/http/url.hpp"

namespace ledger::http {
namespace {

using boost::beast::http::verb;

struct Segment {
  std::string_view text;
  bool last;
};

Segment take_segment(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const Segment segment{rest.substr(0, slash), slash == rest.npos};
  rest.remove_prefix(segment.last ? rest.size() : slash + 1);
  return segment;
}

void note(std::string& allow, std::string_view name) {
  if (allow.find(name) != allow.npos) return;
  if (!allow.empty()) allow += ", ";
  allow += name;
}

void note_methods(Router::Match& found, const Route& route) {
  for (const verb method : route.methods) {
    const auto name = boost::beast::http::to_string(method);
    note(found.allow, {name.data(), name.size()});
    if (method == verb::get) note(found.allow, "HEAD");
    if (method != verb::patch) continue;
    for (const auto& type : route.body_types) note(found.accept_patch, type);
  }
}

HeaderLimits larger(const HeaderLimits& one, const HeaderLimits& other) noexcept {
  return {std::max(one.bytes_max, other.bytes_max),
          std::max(one.target_bytes_max, other.target_bytes_max),
          std::max(one.fields_max, other.fields_max)};
}

/// `parameters[index]`, made if it is not there; strings are kept from request to request.
std::string& parameter(std::vector<std::string>& parameters, std::size_t index) {
  if (parameters.size() <= index) parameters.resize(index + 1);
  return parameters[index];
}

}  // namespace

HeaderLimits Router::largest_header(HeaderLimits server) const noexcept {
  return larger(server, largest_header_);
}

void Router::add(Route route) {
  if (route.header_limits) largest_header_ = larger(largest_header_, *route.header_limits);
  const bool plain = route.pattern.find("{}") == std::string::npos && !route.pattern.ends_with('*');
  auto& list = plain ? plain_ : patterns_;
  route.number = routes_.size();
  list.push_back(std::make_unique<Route>(std::move(route)));
  routes_.push_back(list.back().get());
}

bool Router::takes(const Route& route, verb method) {
  if (route.methods.empty()) return true;
  const auto has = [&route](verb wanted) {
    return std::find(route.methods.begin(), route.methods.end(), wanted) != route.methods.end();
  };
  return has(method) || (method == verb::head && has(verb::get));
}

bool Router::fits(const Route& route, std::string_view path, Parameters& parameters) {
  std::string_view pattern = route.pattern;
  std::size_t count = 0;
  while (pattern != "*") {
    const Segment wanted = take_segment(pattern);
    const Segment segment = take_segment(path);
    if (wanted.text == "{}") {
      if (segment.text.empty()) return false;
      if (!percent_decode(segment.text, parameter(parameters, count++))) return false;
    } else if (wanted.text != segment.text) {
      return false;
    }
    if (wanted.last != segment.last) return false;
    if (wanted.last) {
      parameters.resize(count);
      return true;
    }
  }
  parameter(parameters, count++).assign(path);
  parameters.resize(count);
  return true;
}

Router::Match Router::match(verb method, std::string_view path, Roles roles,
                            Parameters& parameters) const {
  Match found;
  const bool all = path == "*";
  const auto is_elsewhere = [&found, roles](const Route& route) {
    if (roles.has(route.role)) return false;
    found.elsewhere = route.role;
    return true;
  };
  for (const auto& route : plain_) {
    if ((!all && route->pattern != path) || is_elsewhere(*route)) continue;
    if (!all && takes(*route, method)) {
      parameters.clear();
      found.route = route.get();
      return found;
    }
    note_methods(found, *route);
  }
  for (const auto& route : patterns_) {
    if ((!all && !fits(*route, path, parameters)) || is_elsewhere(*route)) continue;
    if (!all && takes(*route, method)) {
      found = {};
      found.route = route.get();
      return found;
    }
    note_methods(found, *route);
  }
  if (!found.allow.empty()) note(found.allow, "OPTIONS");
  return found;
}

}  // namespace ledger::http
