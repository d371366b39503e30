// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/config.hpp"
#include "scenarios/layered_section.hpp"
#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// fio's job options, in fio's words.
std::vector<std::string> fio_keys();

// Reads and checks a job. `size` stays 0 where the job does not give it. Throws InputError.
models::FioJobSpec read_fio_job(LayeredSection& keys);

// The same for the `beside` of a case: jobs without an end of their own.
models::FioJobSpec read_beside_job(LayeredSection& keys);

// Key and value of everything that tells `job` from fio's defaults, as read_fio_job() reads it.
std::vector<std::pair<std::string, std::string>> fio_job_text(const models::FioJobSpec& job);
std::vector<std::pair<std::string, std::string>> beside_job_text(const models::FioJobSpec& job);

}  // namespace loopsim::scenarios
