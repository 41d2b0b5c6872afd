#include <stdio.h>

int main(void)
{
	return puts("lencr " LENCR_VERSION) < 0 ? 7 : 0;
}
