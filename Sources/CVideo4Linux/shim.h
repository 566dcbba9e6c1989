// Video4Linux2 and libv4l's converter.
#pragma once
#include <libv4l-plugin.h>
#include <libv4lconvert.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

// Request numbers are made by macros that Swift cannot evaluate.
static const unsigned long CVideo4Linux_queryCapability = VIDIOC_QUERYCAP;
static const unsigned long CVideo4Linux_enumerateFormats = VIDIOC_ENUM_FMT;
static const unsigned long CVideo4Linux_enumerateSizes = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long CVideo4Linux_enumerateIntervals = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long CVideo4Linux_setFormat = VIDIOC_S_FMT;
static const unsigned long CVideo4Linux_setParameters = VIDIOC_S_PARM;
static const unsigned long CVideo4Linux_requestBuffers = VIDIOC_REQBUFS;
static const unsigned long CVideo4Linux_queryBuffer = VIDIOC_QUERYBUF;
static const unsigned long CVideo4Linux_queueBuffer = VIDIOC_QBUF;
static const unsigned long CVideo4Linux_dequeueBuffer = VIDIOC_DQBUF;
static const unsigned long CVideo4Linux_startStreaming = VIDIOC_STREAMON;
static const unsigned long CVideo4Linux_stopStreaming = VIDIOC_STREAMOFF;

// Pixel formats are made by a macro of four characters.
static const unsigned int CVideo4Linux_yuyv = V4L2_PIX_FMT_YUYV;
static const unsigned int CVideo4Linux_nv12 = V4L2_PIX_FMT_NV12;
static const unsigned int CVideo4Linux_i420 = V4L2_PIX_FMT_YUV420;
static const unsigned int CVideo4Linux_mjpeg = V4L2_PIX_FMT_MJPEG;
static const unsigned int CVideo4Linux_jpeg = V4L2_PIX_FMT_JPEG;

// Variadic, so Swift cannot call it.
static inline int CVideo4Linux_ioctl(int file, unsigned long request, void *argument) {
    return ioctl(file, request, argument);
}
