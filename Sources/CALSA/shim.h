// ALSA's PCM interface.
#pragma once
#include <alsa/asoundlib.h>
