// SPDX-License-Identifier: GPL-2.0
#include "tests/models/mva.hpp"

#include <algorithm>

namespace loopsim::models {
namespace {

// One station as the population grows: the probability of each number of customers at it.
class Station {
 public:
  Station(const QueueStation& queue, int population)
      : customers_(Eigen::ArrayXd::LinSpaced(population + 1, 0, population)),
        present_(Eigen::ArrayXd::Zero(population + 1)),
        rate_(customers_.min(queue.servers) / queue.service) {
    present_[0] = 1;
  }

  // Of a customer that arrives and sees the network with one customer less, by the arrival theorem.
  double response() const {
    const Eigen::Index last = present_.size() - 1;
    return (customers_.tail(last) / rate_.tail(last) * present_.head(last)).sum();
  }

  void add_customer(double throughput) {
    const Eigen::Index last = present_.size() - 1;
    const Eigen::ArrayXd before = present_.head(last);
    present_.tail(last) = throughput / rate_.tail(last) * before;
    present_[0] = 1 - present_.tail(last).sum();
  }

 private:
  Eigen::ArrayXd customers_;
  Eigen::ArrayXd present_;
  Eigen::ArrayXd rate_;
};

}  // namespace

MvaResult exact_mva(double think, const std::vector<QueueStation>& stations, int population) {
  std::vector<Station> network;
  network.reserve(stations.size());
  for (const QueueStation& queue : stations) network.emplace_back(queue, population);
  MvaResult result{Eigen::ArrayXd::Zero(population), Eigen::ArrayXd::Zero(population)};
  for (int customers = 1; customers <= population; ++customers) {
    double response = 0;
    for (const Station& station : network) response += station.response();
    const double throughput = customers / (think + response);
    for (Station& station : network) station.add_customer(throughput);
    result.throughput[customers - 1] = throughput;
    result.response[customers - 1] = response;
  }
  return result;
}

}  // namespace loopsim::models
