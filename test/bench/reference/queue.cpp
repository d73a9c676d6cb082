// The same work as test/bench/kernel.ts, with std::priority_queue: M/M/c and the hold model.
// Usage: queue mmc SERVERS CUSTOMERS | queue hold PENDING OPERATIONS. Prints seconds and a checksum.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <vector>

struct Event {
  double time;
  std::uint64_t sequence;
  std::int32_t kind;
  std::int32_t subject;
};

struct Later {
  bool operator()(const Event &a, const Event &b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};

using Queue = std::priority_queue<Event, std::vector<Event>, Later>;

// xorshift32, as in kernel.ts.
struct Random {
  std::uint32_t state = 0x1234567;
  double uniform() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (static_cast<double>(state) + 0.5) * 0x1p-32;
  }
};

static double mmc(int servers, int customers) {
  Queue events;
  Random random;
  std::deque<double> waiting;
  std::uint64_t sequence = 0;
  const double gap = 1.0 / (0.8 * servers);
  double now = 0, waits = 0;
  int busy = 0, begun = 0;
  events.push({-gap * std::log(random.uniform()), sequence++, 0, 0});
  while (begun < customers) {
    const Event event = events.top();
    events.pop();
    now = event.time;
    double arrived = -1;
    if (event.kind == 0) {
      events.push({now - gap * std::log(random.uniform()), sequence++, 0, 0});
      if (busy < servers) {
        busy++;
        arrived = now;
      } else {
        waiting.push_back(now);
      }
    } else if (!waiting.empty()) {
      arrived = waiting.front();
      waiting.pop_front();
    } else {
      busy--;
    }
    if (arrived >= 0) {
      begun++;
      waits += now - arrived;
      events.push({now - std::log(random.uniform()), sequence++, 1, 0});
    }
  }
  return waits;
}

static double hold(int pending, int operations) {
  Queue events;
  Random random;
  std::uint64_t sequence = 0;
  for (int i = 0; i < pending; i++) events.push({random.uniform(), sequence++, 0, i});
  double now = 0;
  for (int i = 0; i < operations; i++) {
    const Event event = events.top();
    events.pop();
    now = event.time;
    events.push({now + random.uniform(), sequence++, 0, event.subject});
  }
  return now;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const auto start = std::chrono::steady_clock::now();
  const double sum = std::strcmp(argv[1], "mmc") == 0 ? mmc(std::atoi(argv[2]), std::atoi(argv[3]))
                                                      : hold(std::atoi(argv[2]), std::atoi(argv[3]));
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  std::printf("%.6f %.6g\n", spent.count(), sum);
}
