// Video4Linux2 and libv4l's converter.
#pragma once
#include <linux/videodev2.h>
#include <libv4lconvert.h>
#include <sys/ioctl.h>
