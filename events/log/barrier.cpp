#include "events/log/barrier.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>

#include "events/log/envelope.hpp"
#include "events/log/event_types.hpp"
#include "events/log/json_writer.hpp"
#include "events/log/read_barrier.hpp"
#include "events/token/invariant.hpp"

namespace ledger::log {
namespace {

constexpr std::string_view id_prefix = "barrier_";
constexpr std::size_t node_size = 32;
constexpr std::size_t state_digest_size = 64;

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool is_node_name(std::string_view text) {
  return !text.empty() && text.size() <= node_name_size_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_rising(const std::vector<std::uint32_t>& rules) {
  return rules.size() <= barrier_rules_max && (rules.empty() || rules.front() > 0) &&
         std::adjacent_find(rules.begin(), rules.end(), std::greater_equal<>()) == rules.end();
}

std::string id_of(std::string_view node, std::uint64_t number) {
  return std::string(id_prefix) + std::string(node) + "/" + std::to_string(number);
}

/// The number in `barrier_NODE/NUMBER`, if that is how it is written.
std::optional<std::uint64_t> number_of(std::string_view id, std::string_view node) {
  const auto slash = id.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  const auto* last = id.data() + id.size();
  const auto [end, ec] = std::from_chars(id.data() + slash + 1, last, number);
  if (ec != std::errc() || end != last || number == 0) return std::nullopt;
  if (id != id_of(node, number)) return std::nullopt;
  return number;
}

void read_compared(Barrier& barrier, RecordMembers& data) {
  Barrier::Compared compared{token::Position(data.number("compared_at")),
                             std::string(data.text("state_digest")),
                             std::string(data.text("memory_digest"))};
  if (!is_hex(compared.state_digest, state_digest_size)) data.refuse("state_digest");
  if (!is_hex(compared.memory_digest, state_digest_size)) data.refuse("memory_digest");
  const auto version = data.number("digest_version");
  if (version > std::numeric_limits<std::uint32_t>::max()) data.refuse("digest_version");
  compared.digest_version = static_cast<std::uint32_t>(version);
  barrier.compared = std::move(compared);
}

void read_rules(Barrier& barrier, RecordMembers& data) {
  for (const auto number : data.numbers("rules")) {
    if (number > std::numeric_limits<std::uint32_t>::max()) data.refuse("rules");
    barrier.rules.push_back(static_cast<std::uint32_t>(number));
  }
  if (!is_rising(barrier.rules)) data.refuse("rules");
}

bool is_interval(std::chrono::milliseconds interval) {
  return interval.count() > 0 && interval <= barrier_interval_max;
}

void read_interval(Barrier& barrier, RecordMembers& data) {
  const auto number = data.number("interval_ms");
  constexpr auto largest = static_cast<std::uint64_t>(barrier_interval_max.count());
  if (number == 0 || number > largest) return data.refuse("interval_ms");
  barrier.interval = std::chrono::milliseconds(number);
}

}  // namespace

std::string encode_barrier(const Barrier& barrier, std::string_view ledger_id) {
  token::invariant(is_hex(barrier.node, node_size) && barrier.number > 0);
  token::invariant(barrier.node_name.empty() || is_node_name(barrier.node_name));
  token::invariant(!barrier.compared ||
                   (is_hex(barrier.compared->state_digest, state_digest_size) &&
                    is_hex(barrier.compared->memory_digest, state_digest_size)));
  token::invariant(is_rising(barrier.rules));
  token::invariant(!barrier.interval || is_interval(*barrier.interval));
  std::string value;
  JsonWriter json(value);
  json.begin_object();
  json.key("specversion").text(cloud_events_version);
  json.key("id").text(id_of(barrier.node, barrier.number));
  json.key("source").text(source_of(ledger_id));
  json.key("type").text(barrier_type);
  json.key("time").text(token::to_text(barrier.time));
  json.key("datacontenttype").text(content_type);
  json.key("data").begin_object();
  json.key("node").text(barrier.node);
  if (!barrier.node_name.empty()) json.key("node_name").text(barrier.node_name);
  if (barrier.compared) {
    json.key("compared_at").number(barrier.compared->at.value());
    json.key("digest_version").number(barrier.compared->digest_version);
    json.key("state_digest").text(barrier.compared->state_digest);
    json.key("memory_digest").text(barrier.compared->memory_digest);
  }
  if (!barrier.rules.empty()) {
    json.key("rules").begin_array();
    for (const auto number : barrier.rules) json.number(number);
    json.end_array();
  }
  if (barrier.leaving) json.key("leaving").boolean(true);
  if (barrier.followers) {
    json.key("followers").number(barrier.followers->count);
    const auto& applied = barrier.followers->applied;
    if (applied) json.key("followers_applied").number(applied->value());
  }
  if (barrier.interval) {
    json.key("interval_ms").number(static_cast<std::uint64_t>(barrier.interval->count()));
  }
  json.end_object();
  json.end_object();
  return value;
}

std::optional<Barrier> read_barrier(RecordMembers& envelope, RecordFault& fault) {
  if (envelope.text("datacontenttype") != content_type) envelope.refuse("datacontenttype");
  if (envelope.has("subject")) envelope.refuse("subject");
  Barrier barrier;
  barrier.time = envelope.time("time");
  const auto id = envelope.text("id");
  const auto element = envelope.element("data");
  if (!element) return std::nullopt;
  RecordMembers data(*element, "data", fault);
  barrier.node = data.text("node");
  if (!is_hex(barrier.node, node_size)) data.refuse("node");
  if (data.has("node_name")) {
    barrier.node_name = data.text("node_name");
    if (!is_node_name(barrier.node_name)) data.refuse("node_name");
  }
  if (data.has("compared_at") || data.has("state_digest")) read_compared(barrier, data);
  if (data.has("rules")) read_rules(barrier, data);
  if (data.has("leaving")) barrier.leaving = data.boolean("leaving");
  if (data.has("followers")) {
    Barrier::Followers followers{data.number("followers"), std::nullopt};
    if (data.has("followers_applied")) {
      followers.applied = token::Position(data.number("followers_applied"));
    }
    barrier.followers = followers;
  }
  if (data.has("interval_ms")) read_interval(barrier, data);
  // Members that this version does not know say what it need not know: they are passed.
  const auto number = number_of(id, barrier.node);
  if (!number) envelope.refuse("id");
  if (fault) return std::nullopt;
  barrier.number = *number;
  return barrier;
}

}  // namespace ledger::log
